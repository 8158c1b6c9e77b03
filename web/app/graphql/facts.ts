// Every fact of an item, kind by kind. Made from the schema by web/schema.mjs: make pages.
import { graphql } from "./graphql";

export const FACTS = graphql(`
  query Facts($id: ID!, $asOf: Date) {
    item(id: $id, asOf: $asOf) {
      id kind name description aliases source verifiedOn
      ... on Agency {
        body
      }
      ... on ConfigurationItem {
        ciClass
        environment
        statusOfConfigurationItem: status
      }
      ... on Contract {
        number
        form
        start
        end
        notice
        terminationNotice
        terminationFee { amount currency }
        renewal
        renewalTerm
        noticeGiven
        renewalsLeft
        survivesParent
        procurementTime
        transitionTime
        serves
        valueOfContract: value { amount currency }
        vehicle
        fund
        rights
        endsOn
        renewsOn
        nextStepOn
      }
      ... on Document {
        url
        version
        reviewedOn
      }
      ... on Forum {
        purpose
        tierOfForum: tier
        meetings
      }
      ... on Offering {
        price { amount currency }
        certifications
      }
      ... on OperatingLevelMetric {
        unit
        window
      }
      ... on Procurement {
        stage
        opensOn
        closesOn
        awardsOn
      }
      ... on Service {
        tierOfService: tier
        mode
        group
        lifecycle
        liveOn
        retiresOn
        criticality
        citizenFacing
        plugAndPlay
        certifications
        recoveryTime
        recoveryPoint
        dataClassification
      }
      ... on ServiceLevelTarget {
        metric
        comparator
        valueOfServiceLevelTarget: value
        unit
        window
        remedy
        remediesClaimed
        baselineFor
      }
      ... on Source {
        role
        rank
        warnAfter
        errorAfter
      }
      ... on Stakeholder {
        category
        force
        engagedOn
        influence
        interest
        wants
        needsOfStakeholder: needs
        message
        messagedOn
        cadence
      }
      ... on Supplier {
        sourcing
        platform
      }
      ... on Ticket {
        typeOfTicket: type
        changeType
        priority
        statusOfTicket: status
        plannedStart
        plannedEnd
        closedOn
        assignmentGroup
        link
      }
      ... on Trigger {
        typeOfTrigger: type
        firesOn
        condition
      }
      ... on Window {
        typeOfWindow: type
        purpose
        startsAt
        endsAt
        repeats
        repeatsUntil
      }
    }
  }
`);
